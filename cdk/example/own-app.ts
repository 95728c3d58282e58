/** The constructs in an app of one's own; the README quotes this file and a test synthesizes it. */
import { App, Stack } from 'aws-cdk-lib/core';
import { MigrationRecords } from '../constructs/migration-records.ts';
import { MigrationTrigger } from '../constructs/migration-trigger.ts';
import { PostMigration } from '../constructs/post-migration.ts';
import { SourceAccess } from '../constructs/source-access.ts';
import { TargetPool } from '../constructs/target-pool.ts';
import { loadMigration } from '../load-migration.ts';

export const app = new App();
const migration = loadMigration('example');
const oldIdentity = new Stack(app, 'OldIdentity', { env: { account: '111111111111', region: 'eu-west-1' } });
new SourceAccess(oldIdentity, 'MigrationAccess', { migration });

const identity = new Stack(app, 'Identity', { env: { account: '222222222222', region: 'us-east-1' } });
const { userPool } = new TargetPool(identity, 'Users', { migration }); // or a UserPool of your own
const records = new MigrationRecords(identity, 'Records', { migration });
new MigrationTrigger(identity, 'Migration', {
  migration,
  userPool,
  sourceClientId: '4h57sampleclient0example1a',
  postMigration: new PostMigration(identity, 'PostMigration', { migration, userPool, records }),
});
