package record_test
import ("testing";"fmt"
"bole/internal/judge/record"
"bole/internal/judge/record/simulate")
func TestZZ(t *testing.T){
 for _,s:=range simulate.Scenarios()[1:2]{
   for seed:=range uint64(10){
    tr:=s.Draw(1000+seed)
    m,err:=record.Fit(t.Context(),tr.Input,record.Options{})
    if err!=nil{t.Fatal(s.Name,seed,err)}
    fmt.Println(seed,m.Summary().Converged,m.Summary().Iterations,m.Summary().Cuts)
   }
  }
}
