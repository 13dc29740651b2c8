import { Thing } from './old.js';
Thing.length;
