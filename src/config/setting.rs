/// One thing that can be configured.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its table in the file.
    pub table: &'static str,
    /// Its key in that table.
    pub key: &'static str,
    /// The environment variable that overrides the file.
    pub variable: &'static str,
    /// What it is when nobody says; empty if it is then unset.
    pub default: &'static str,
    /// What it can be, to stand after "must be".
    pub accepts: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// A table of the file.
#[derive(Clone, Copy, Debug)]
pub struct Concern {
    pub table: &'static str,
    pub about: &'static str,
    pub settings: &'static [Setting],
}

/// Declares a concern once: its struct, how it is read, and what its documentation says.
/// A field reads `name: Type = "default", "VARIABLE";`.
macro_rules! concern {
    ($(#[doc = $about:literal])* $name:ident in $table:literal {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty = $default:literal, $variable:literal;)*
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[doc = $doc])* #[doc = ""] #[doc = concat!(" `", $variable, "`")] pub $field: $type,)*
        }

        impl $name {
            pub(super) const CONCERN: $crate::config::Concern = $crate::config::Concern {
                table: $table,
                about: concat!($($about),*),
                settings: &[$($crate::config::Setting {
                    table: $table,
                    key: stringify!($field),
                    variable: $variable,
                    default: $default,
                    accepts: <$type as $crate::config::readable::Readable>::ACCEPTS,
                    about: concat!($($doc),*),
                }),*],
            };

            pub(super) fn read(source: &mut $crate::config::source::Source<'_>) -> Self {
                let mut settings = Self::CONCERN.settings.iter();
                Self { $($field: source.read(settings.next().expect("a setting per field")),)* }
            }
        }
    };
}
pub(super) use concern;
