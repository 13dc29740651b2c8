import { OldStore } from './index';

new OldStore();
