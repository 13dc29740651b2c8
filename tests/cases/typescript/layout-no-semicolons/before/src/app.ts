import { OldStore, limit } from './legacy'

export const all = [new OldStore(), limit]
