export interface Token {
  value: string;
}
