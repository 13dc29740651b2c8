import { useVault } from './api';

export const store = useVault();
