import { open } from './new';

open();
