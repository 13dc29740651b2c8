export * from './other';

export class OldStore {
  own = true;
}
