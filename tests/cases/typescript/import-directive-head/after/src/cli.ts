#!/usr/bin/env node
/**
 * @license
 * Copyright 2025 Acme
 */
import { NewStore } from './new';

new NewStore();
