export interface Token {
  value: string;
}

export class OldStore {}
