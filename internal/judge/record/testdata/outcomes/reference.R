# Rscript reference.R > reference.txt, in this folder: the same model by glmmTMB, variances by REML, and each person's
# effect with its deviation from the average. The test in reference_test.go compares; R is needed for nothing else.
suppressMessages(library(glmmTMB))
d <- read.csv("data.csv", colClasses = c(person = "character", task = "character", rater = "character"))
for (v in c("person", "task", "rater")) d[[v]] <- factor(d[[v]])
d$pt <- interaction(d$person, d$task, drop = TRUE)
m <- glmmTMB(score ~ difficulty + (1 | person) + (1 | task) + (1 | rater) + (1 | pt), dispformula = ~ outcome, data = d, REML = TRUE,
             control = glmmTMBControl(optCtrl = list(iter.max = 5000, eval.max = 5000, rel.tol = 1e-12)))
v <- VarCorr(m)$cond
b <- fixef(m)$disp
cat("#", R.version.string, "glmmTMB", as.character(packageVersion("glmmTMB")), "\n")
for (n in c("person", "task", "rater", "pt")) cat(n, format(attr(v[[n]], "stddev"), digits = 10), "\n")
half <- if (packageVersion("glmmTMB") < "1.1.9") .5 else 1 # older ones model the variance, newer ones its root
cat("residual", format(exp(half * b[1]), digits = 10), "\n")
cat("outcome", format(exp(half * (b[1] + b[2])), digits = 10), "\n")
r <- ranef(m)$cond$person
for (p in rownames(r)) cat(p, format(r[p, 1] - mean(r[, 1]), digits = 10), "\n")
