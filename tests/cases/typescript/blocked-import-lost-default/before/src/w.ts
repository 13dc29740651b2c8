export * from '~/x/old';
