import type { Opener } from './types'
import type { NewStore } from './new'

export const opened = (open: Opener): NewStore => open('main')
