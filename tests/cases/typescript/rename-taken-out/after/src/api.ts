import { createApi } from 'api-kit';

const api = createApi({ endpoints: ['get', 'put'] });

export const { useStore: useVault, usePut: usePutStore } = api;
export const [first, second] = [1, 2];
