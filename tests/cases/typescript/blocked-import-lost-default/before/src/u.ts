import Other from '@/x/old';

new Other();
