export class OldStoreFactory {}
export class MyOldStore {}
export const OldStore2 = 1;
export const oldStore = 'oldStore', OLD_STORE = 'OLDSTORE', $OldStore = 2, OldStore$ = 3;
export const texts = ['OldStores', 'an-OldStoreish-thing'];
