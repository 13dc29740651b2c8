#!/usr/bin/env node
export class OldCache {}

console.log(new OldCache());
