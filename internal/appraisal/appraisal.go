package appraisal
