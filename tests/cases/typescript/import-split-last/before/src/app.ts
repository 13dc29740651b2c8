import {
  LIMIT,
  OldStore
} from './legacy'

export const all = [LIMIT, OldStore]
