# Real ratings for `go run ./bench/record -scores`, and what lme4 says of them.
# usage: Rscript insteval.R SCORES.csv EFFECTS.csv   (Debian: r-base-core r-cran-lme4)
#
# InstEval, a data set of lme4: 73,421 ratings of 1,128 lecturers by 2,972 students of ETH Zurich. Lecturers are people,
# students evaluators, and department, kind of service and age of the lecture together the task; ratings of 1 to 5 are
# scores of 10 to 90. The model is the work record's without the link of ability and difficulty.
a <- commandArgs(TRUE)
suppressMessages(library(lme4))
d <- data.frame(key = seq_len(nrow(InstEval)), person = paste0("d", InstEval$d),
  task = paste("t", InstEval$dept, InstEval$service, InstEval$lectage, sep = "-"), rater = paste0("s", InstEval$s), score = InstEval$y * 20 - 10)
write.csv(d, a[1], row.names = FALSE, quote = FALSE)
cpu <- function(formula) {
  begun <- proc.time()
  m <- lmer(formula, d, REML = TRUE, control = lmerControl(calc.derivs = FALSE))
  took <- proc.time() - begun
  cat(deparse(formula), "\n"); print(VarCorr(m)); cat("CPU", took[["user.self"]] + took[["sys.self"]], "s\n\n")
  m
}
usual <- cpu(score ~ 1 + (1 | person) + (1 | rater))
m <- cpu(score ~ 1 + (1 | person) + (1 | rater) + (1 | task) + (1 | person:task))
r <- ranef(m, condVar = FALSE)$person
write.csv(data.frame(person = rownames(r), effect = r[[1]]), a[2], row.names = FALSE, quote = FALSE)
