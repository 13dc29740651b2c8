import { type Response } from './a';

export const f = (x: Response) => [x, new Response('a')];
