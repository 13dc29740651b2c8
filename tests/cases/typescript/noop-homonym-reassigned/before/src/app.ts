import * as other from './other';

let OldStore: new () => object = other.OldStore;

OldStore = class {};
[OldStore] = [class {}];
({ OldStore } = { OldStore: Date });

export const store = new OldStore();
