export * from '@acme/core';
