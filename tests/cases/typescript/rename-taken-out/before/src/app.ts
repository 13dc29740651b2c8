import { useStore } from './api';

export const store = useStore();
