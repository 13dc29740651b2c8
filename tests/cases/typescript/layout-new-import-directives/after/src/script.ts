#!/usr/bin/env node
import { NewStore } from './new';

console.log(new NewStore());
