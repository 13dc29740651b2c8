export const limit = 3;

export class Rule {
  limit = limit;
}

export const first = [new Rule(), limit];
