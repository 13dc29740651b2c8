import { limit } from './legacy'
import { NewStore } from './new'

export const all = [new NewStore(), limit]
