// What the components' tests have in common.
