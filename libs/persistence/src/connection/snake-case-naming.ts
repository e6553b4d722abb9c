import { DefaultNamingStrategy, type Table } from 'typeorm';

/**
 * The one mapping between fields and columns: `createdAt` is `created_at`, and `location.etag` of an
 * embedded entity `location_etag`. Keys and constraints are named as the migrations name them.
 */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(field: string, custom: string, prefixes: string[]): string {
    return snakeCase([...prefixes, custom || field].join('_'));
  }

  override primaryKeyName(table: Table | string): string {
    return `pk_${this.getTableName(table)}`;
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return `uq_${this.getTableName(table)}_${columns.join('_')}`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `fk_${this.getTableName(table)}_${columns.join('_').replace(/_id$/u, '')}`;
  }

  override joinColumnName(relation: string, referenced: string): string {
    return snakeCase(`${relation}_${referenced}`);
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
