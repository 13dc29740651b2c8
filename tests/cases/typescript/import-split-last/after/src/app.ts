import {
  LIMIT
} from './legacy'
import { NewStore } from './new'

export const all = [LIMIT, NewStore]
