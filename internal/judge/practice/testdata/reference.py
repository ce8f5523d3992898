import numpy as np, statsmodels
from statsmodels.discrete.conditional_models import ConditionalLogit
rng=np.random.default_rng(20261130)
rows=[]
for g in range(40):
    n=int(rng.integers(4,13)); m=[1,1,1,2,3][g%5]
    age=rng.integers(32,56,n).astype(float); yrs=np.round(rng.uniform(0,10,n)*4)/4; work=np.round(rng.normal(0,6,n),2)
    u=.04*age+.15*yrs-.02*work+rng.gumbel(size=n)
    pick=set(np.argsort(-u)[:m])
    for i in range(n): rows.append((g,int(i in pick),age[i],yrs[i],work[i]))
a=np.array(rows)
with open('choices.csv','w') as f:
    f.write('selection,chosen,age,years,work\n')
    for r in rows: f.write('%d,%d,%g,%g,%g\n'%r)
# the product's standardization, done apart: within-selection spread
x=a[:,2:].copy(); g=a[:,0].astype(int)
xc=x.copy()
for k in np.unique(g): xc[g==k]-=xc[g==k].mean(0)
df=len(a)-len(np.unique(g)); sd=np.sqrt((xc**2).sum(0)/df)
m=ConditionalLogit(a[:,1],xc/sd,groups=g); r=m.fit(method='bfgs', gtol=1e-10, maxiter=1000)
b=r.params
# polish by Newton on statsmodels' own likelihood
from statsmodels.tools.numdiff import approx_hess, approx_fprime
for _ in range(5):
    H=approx_hess(b,m.loglike,epsilon=1e-4); b=b-np.linalg.solve(H,m.score(b))
H=approx_fprime(b,m.score,centered=True); se=np.sqrt(np.diag(np.linalg.inv(-(H+H.T)/2)))
with open('reference.txt','w') as f:
    f.write('# statsmodels %s ConditionalLogit, numpy %s, on choices.csv: the factors less their mean in a selection, by their spread within selections\n'%(statsmodels.__version__,np.__version__))
    f.write('loglike %.10g\n'%m.loglike(b))
    for k,name in enumerate(['age','years','work']): f.write('%s %.8g %.8g %.8g\n'%(name,sd[k],b[k],se[k]))
