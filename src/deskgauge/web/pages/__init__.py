"""The pages of the dashboard: every module that brings a PAGE or PAGES is one."""
