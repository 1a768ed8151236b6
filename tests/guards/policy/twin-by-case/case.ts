export const after = { 'policies/Protocol-005.yaml': 'approvers: { dba: [Ann] }\n' }
