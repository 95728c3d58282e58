// What every test runs with: silent Powertools, no template validation (one full synth keeps it on).
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED ??= 'true';
process.env.POWERTOOLS_TRACE_ENABLED ??= 'false';
process.env.CDK_VALIDATION ??= 'false';
process.env.AWS_EC2_METADATA_DISABLED ??= 'true';
