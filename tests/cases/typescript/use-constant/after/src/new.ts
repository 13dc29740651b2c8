export const NEW_HOSTS: readonly string[] = ['c.example'];
