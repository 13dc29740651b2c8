import { open } from './lib';

open();
