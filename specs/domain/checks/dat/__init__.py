"""DAT: training data."""

from __future__ import annotations

from specs.domain.checks.dat import amount, labels, personal, quality, sources

CHECKS = (
    sources.no_data_source,
    sources.access_still_open,
    sources.no_access,
    sources.source_without_owner,
    amount.too_few_examples,
    amount.too_few_of_the_rarest_class,
    amount.period_not_covered,
    labels.too_few_labels_verified,
    amount.largest_class_too_large,
    quality.training_data_too_old,
    labels.labels_later_than_retraining,
    labels.labels_later_than_data_may_age,
    personal.personal_data_where_forbidden,
    personal.personal_data_in_logs_where_forbidden,
    personal.personal_data_not_declared,
    personal.no_right_stated,
    personal.keeping_not_stated,
    quality.likeness_not_analysed,
    quality.no_rules_for_data,
    quality.data_assumed_ready,
    sources.sources_too_slow,
    quality.renames_without_contract,
    amount.more_than_one_machine_holds,
    labels.positives_not_counted,
    sources.one_off_extract_when_live,
    personal.personal_source_without_right,
)
