export const API_CONFIG = Symbol('ApiConfig');
export const ASYNCAPI_DOCUMENT = Symbol('AsyncApiDocument');
export const OPENAPI_DOCUMENT = Symbol('OpenApiDocument');
