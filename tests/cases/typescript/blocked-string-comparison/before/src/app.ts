export function isOld(store: object): boolean {
  return store.constructor.name === 'OldStore';
}
