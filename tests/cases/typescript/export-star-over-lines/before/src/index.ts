export *
  from './legacy';
export *  from './other';
