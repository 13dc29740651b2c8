#!/usr/bin/env node
/**
 * @license
 * Copyright 2025 Acme
 */
import { OldStore } from './legacy';

new OldStore();
