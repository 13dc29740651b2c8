export * from '@/auth/legacy';
