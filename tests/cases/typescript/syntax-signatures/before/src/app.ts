import type { OldStore, Opener } from './types'

export const opened = (open: Opener): OldStore => open('main')
