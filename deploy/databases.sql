-- POSTGRES_USER gives the database kstt, which holds the ledger; Prefect has one of its own.
CREATE DATABASE prefect;
