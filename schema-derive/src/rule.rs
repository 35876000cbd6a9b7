//! The rules by name: what can be wrong with an item.
//!
//! A rule's name is the name of the function that checks it and of the ui test that shows it.

/// Declares the rules, so that the list and the names cannot drift apart.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// One thing that can be wrong with an item, see the module's documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Rule {
            /// Every rule, in the order of the stages that find them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The rule's name in snake case, which is also the name of its ui test.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

rules! {
    // Found while parsing: the words by themselves.
    /// A word that no attribute knows, or that belongs somewhere else.
    UnknownWord = "unknown_word",
    /// One word twice on one item.
    DuplicateWord = "duplicate_word",
    /// A required word is not there.
    MissingWord = "missing_word",
    /// A value of the wrong kind, or none: `ttl = self.ttl`.
    WrongValue = "wrong_value",
    /// The attribute stands on something that is not a function.
    WrongItem = "wrong_item",

    // Keys.
    /// A character that a literal of a key cannot have.
    BadLiteral = "bad_literal",
    /// Text next to a placeholder inside one segment.
    GluedPlaceholder = "glued_placeholder",
    /// Braces or colons that do not form a pattern.
    MalformedKey = "malformed_key",
    /// A placeholder that names nothing.
    PlaceholderWithoutField = "placeholder_without_field",
    /// A field that is in neither the key nor marked as skipped.
    FieldWithoutPlaceholder = "field_without_placeholder",
    /// One placeholder twice.
    DuplicatePlaceholder = "duplicate_placeholder",
    /// Skipped, and in the key all the same.
    SkipAndPlaceholder = "skip_and_placeholder",
    /// Skipped, and compacted all the same.
    CompactAndSkip = "compact_and_skip",
    /// Skipped, and marked sensitive all the same.
    SensitiveAndSkip = "sensitive_and_skip",
    /// Hashed in two ways.
    SensitiveAndCompact = "sensitive_and_compact",
    /// A sensitive part in the key of what is not `secure`.
    SensitiveWithoutSecure = "sensitive_without_secure",
    /// A type that has no canonical text.
    KeyPartType = "key_part_type",
    /// Literals that leave no room in a storage key.
    KeyCannotFit = "key_cannot_fit",

    // Policy.
    /// A namespace that the storage key cannot carry.
    BadNamespace = "bad_namespace",
    /// `ttl = "300"`.
    TtlWithoutUnit = "ttl_without_unit",
    /// `ttl = "0s"`.
    TtlZero = "ttl_zero",
    /// More than ten years.
    TtlTooLong = "ttl_too_long",
    /// Any other text that is no lifetime.
    TtlMalformed = "ttl_malformed",
    /// An entry that would outlive itself in L1.
    L1TtlOverTtl = "l1_ttl_over_ttl",
    /// `l1_capacity = 0`.
    L1CapacityZero = "l1_capacity_zero",
    /// `secure`, where the feature `encryption` is off.
    SecureWithoutEncryption = "secure_without_encryption",
    /// `on_outage` of what is not `secure`.
    OnOutageWithoutSecure = "on_outage_without_secure",
    /// Neither of the two things to do while the backend is unreachable.
    OnOutageUnknown = "on_outage_unknown",
    /// `on_tampering` of what is not `secure`.
    OnTamperingWithoutSecure = "on_tampering_without_secure",
    /// Neither of the two things to do with an entry that is not authentic.
    OnTamperingUnknown = "on_tampering_unknown",
    /// A layout that does not exist.
    LayoutUnknown = "layout_unknown",
    /// `operation` in the native layout.
    OperationWithoutInterop = "operation_without_interop",
    /// An operation that the interop protocol does not allow.
    BadOperation = "bad_operation",
    /// `key` in the interop layout.
    KeyWithInterop = "key_with_interop",
    /// A word in the interop layout that only the native one can follow.
    InteropWithNativeWords = "interop_with_native_words",
    /// A codec that does not exist.
    CodecUnknown = "codec_unknown",
    /// A codec whose feature is off.
    CodecWithoutFeature = "codec_without_feature",

    // Regions.
    /// `#[derive(CacheRegion)]` on an enum or a union.
    RegionOnEnumOrUnion = "region_on_enum_or_union",
    /// A type parameter that reaches the value, but not the key.
    TypeParameterOnlyInValue = "type_parameter_only_in_value",
    /// `value = User<'a>`
    BorrowedValue = "borrowed_value",
    /// `value = str`, and functions that return `Arc<[T]>`.
    UnsizedValue = "unsized_value",

    // Functions.
    /// A function that is not `async`.
    NotAsync = "not_async",
    /// `#[async_trait]` has rewritten the function before `#[cachekit]` saw it.
    AsyncTrait = "async_trait",
    /// A trait's function without a default body.
    FnWithoutBody = "fn_without_body",
    /// `const`, `unsafe`, `extern` or variadic.
    FnQualifier = "fn_qualifier",
    /// A receiver that is in neither the key nor skipped.
    SelfUnaccounted = "self_unaccounted",
    /// A parameter that is in neither the key nor skipped.
    ParameterUnaccounted = "parameter_unaccounted",
    /// A pattern instead of a name, not skipped.
    PatternParameter = "pattern_parameter",
    /// A `&mut` parameter, not skipped.
    MutReferenceParameter = "mut_reference_parameter",
    /// A parameter behind `#[cfg(…)]`, not skipped.
    CfgParameter = "cfg_parameter",
    /// `-> impl Trait`, or `impl Trait` inside the returned type.
    ImplTraitReturn = "impl_trait_return",
    /// A `secure` function that cannot return an error.
    SecureWithoutResult = "secure_without_result",
    /// Nothing is returned, so nothing can be cached.
    UnitReturn = "unit_return",
    /// A returned value that borrows.
    BorrowedReturn = "borrowed_return",
    /// No cache client among the parameters, or more than one.
    ClientMissing = "client_missing",
    /// `skip(name)` where no parameter has this name.
    SkipUnknownName = "skip_unknown_name",
    /// `region = Name` on a method.
    RegionOnMethod = "region_on_method",
    /// `region = Name`, where a part of the key cannot be a field of a struct.
    NamedRegionParts = "named_region_parts",
    /// `region(Name)` beside words that the region itself decides.
    RegionWithPolicyWords = "region_with_policy_words",
    /// A type parameter that reaches the value, but not the key.
    TypeParameterUnaccounted = "type_parameter_unaccounted",

    // Key parts.
    /// `#[derive(KeyPart)]` on something that is neither a newtype nor an enum without fields.
    KeyPartShape = "key_part_shape",
    /// Two variants with one name.
    VariantNameClash = "variant_name_clash",
    /// A variant's name that a key cannot carry.
    VariantNameIllegal = "variant_name_illegal",

    // Values.
    /// `#[derive(CacheValue)]` on a union.
    CacheValueShape = "cache_value_shape",
    /// Bytes that serde lets other code decide, without a version.
    SerdeWithWithoutVersion = "serde_with_without_version",

    /// A panic of the schema compiler.
    Bug = "bug",
}
