import './extra';
import { NewStore } from './new';

export const extra = new NewStore().extra;
