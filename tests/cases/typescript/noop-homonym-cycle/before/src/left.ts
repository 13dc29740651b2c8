export * from './right';
export class OldStore {}
