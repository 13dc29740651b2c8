import { first, second as other } from './both';

first();
other();
