import { NewStore } from './index';

new NewStore();
