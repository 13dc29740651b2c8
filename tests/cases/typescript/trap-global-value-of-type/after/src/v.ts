import { type Reply } from './a';

export const f = (x: Reply) => [x, new Response('a')];
