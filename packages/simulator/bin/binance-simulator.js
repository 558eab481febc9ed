#!/usr/bin/env node
import '../dist/bin.node.js';
