export class TokenStore {}

export function open(): TokenStore {
  return new TokenStore();
}
