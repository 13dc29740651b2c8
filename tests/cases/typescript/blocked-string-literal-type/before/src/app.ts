export type Kind = 'OldStore' | 'Barn';

export const kinds: Kind[] = ['Barn', 'OldStore'];
