MATCH {{node "s:SelectionStep {stage: 'NOTICE'}"}}
WHERE s.to IS NULL AND s.on <= $p.asOf AND {{writes "s" "SelectionStep"}}
RETURN {node: {{ref "s"}}, from: s.on, when: s.stage} AS row
