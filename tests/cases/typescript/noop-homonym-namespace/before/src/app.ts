import * as other from './other';

const { OldStore } = other;

export const stores = [new other.OldStore(), new OldStore()];
