import limits from './limits';
import { NewStore } from './new';

export const opened = () => [new NewStore(), limits];
